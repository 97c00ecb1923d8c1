package words

var saidByAudit []said
