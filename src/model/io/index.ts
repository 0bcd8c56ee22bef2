export { readEvidence } from './evidence-file.ts'
export { type Fixtures, readFixtures } from './fixtures-folder.ts'
export { modelFolder, readModel, readModelFile, writeModel, writeModelTo } from './model-file.ts'
export { readRecalls, writeRecalls, writeRecallsTo } from './recalls-file.ts'
