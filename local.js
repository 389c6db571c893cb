module.exports = "here"
