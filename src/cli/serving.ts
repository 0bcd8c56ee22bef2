// The command line where it is asked to serve: built as one file with the verbs that do (tsdown.config.ts), since what they load is
// most of the time until they answer.
export { runProcess } from './process.ts'
