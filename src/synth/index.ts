export { type Learned, type LearnOptions, learn } from './learn.ts'
export { learnRecalls } from './recall/learn-recalls.ts'
export { type ModelSummary, summariseModel } from './summarise-model.ts'
