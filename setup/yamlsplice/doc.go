// Package yamlsplice changes scalars and lists in a YAML file and leaves every
// other byte alone.
//
// A printer would reformat the file and may lose comments, so the parser is
// asked for positions only and the text is spliced. What comes out is parsed
// again, and unless its structure differs by exactly what was asked for the
// edit is refused. So is whatever cannot be spliced safely: anchors, aliases,
// tags, flow collections, block scalars, tabs and more than one document. The
// package does no I/O, and no error holds a piece of the text.
package yamlsplice
