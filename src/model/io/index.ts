export { readModel, writeModel } from './model-file.ts'
