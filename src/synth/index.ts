export type { HeldOutAnswer } from './doubt/held-out-answer.ts'
export {
  type HeldOut,
  type HeldOutPart,
  type HeldOutResult,
  type HeldOutScore,
  judgeHeldOut,
  judgePart,
  planHeldOut,
  putTogether,
} from './doubt/judge-held-out.ts'
export { learnApart } from './doubt/learn-apart.ts'
export { findCleanup } from './explore/find-cleanup.ts'
export { type Probe, planProbes } from './explore/plan-probes.ts'
export { finishModel, judgeRules, type Learned, learn } from './learn.ts'
export { type Learning, type LearnOptions, learnRules, type RouteRules, type Rules, startLearning } from './learn-rules.ts'
export { mintedFields } from './pass/minted-fields.ts'
export { learnRecalls } from './recall/learn-recalls.ts'
export { type ModelSummary, summariseModel } from './summarise-model.ts'
