// Package inventory asks Nova, Cinder and Glance what servers, volumes and
// images there are, in all projects, so that what was there before the first
// event, and was silent since, is known.
//
// Servers come from Nova (types compute in the catalogue), of any release: with
// microversion 2.47 a server brings its flavor along; before that the flavors
// are listed too. Volumes come from Cinder (block-storage, volumev3, volumev2),
// images from Glance (image), with those that a plain list leaves out: of the
// visibility community, and hidden ones.
//
// All of it is for administrators. Nova refuses anybody else; Cinder and Glance
// do not, they give less. So a list of theirs counts as whole only for a login
// with the role admin, and is otherwise named among the Unlisted.
package inventory
