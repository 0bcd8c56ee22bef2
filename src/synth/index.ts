export { type Learned, type LearnOptions, learn } from './learn.ts'
