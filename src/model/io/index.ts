export { modelFolder, readModel, writeModel, writeModelTo } from './model-file.ts'
