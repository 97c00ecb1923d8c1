package words

var saidByVerify []said
