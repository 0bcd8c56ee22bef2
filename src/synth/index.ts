export { type Learned, type LearnOptions, learn } from './learn.ts'
export { type ModelSummary, summariseModel } from './summarise-model.ts'
