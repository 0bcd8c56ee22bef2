export type { Auth, AuthScheme, AuthSchemeOf } from './auth-schema.ts'
export { type ChaosProfiles, type ChaosRule, type ChaosRuleOf, chaosFaults, chaosFileSchema, chaosRuleSchema } from './chaos-schema.ts'
export { innermostIssue } from './describe-issues.ts'
export { duration, positiveDuration } from './duration-schema.ts'
export { type Effect, effectSchema, type ItemVariant, itemPlace } from './effect-schema.ts'
export type {
  Evidence,
  GuardEvidence,
  Question,
  ValueEvidence,
  VariantEvidence,
} from './evidence.ts'
export { explainField, explainTold, type ValueStep } from './explain-value.ts'
export type { Filter } from './filter-schema.ts'
export { type FixtureSet, fixtureListSchema, fixtureSetSchema, problemOfFixtures, withFixtures } from './fixtures.ts'
export { foldModel, unfoldModel } from './fold-model.ts'
export { type Latencies, latenciesOf } from './latencies.ts'
export { checkTimes, laterSchema, recurring, type Schedule, scheduleSchema } from './later-schema.ts'
export { ownHost, ownOrigin } from './own-origin.ts'
export { type Chaos, type ChaosProblem, parseChaos, parseChaosRule } from './parse-chaos.ts'
export { printMachines } from './print-machines.ts'
export { type PrintModelOptions, printModel, printRoutes } from './print-model.ts'
export { json as anyJson, type Query, type SortKey } from './query-schema.ts'
export { countRecalls, fingerprintModel, type Recall, type RecallGap, type Recalls, type RecallText } from './recalls.ts'
export {
  type Collection,
  collectionSchema,
  type FoldedModel,
  foldedModelSchema,
  type Machine,
  type Model,
  modelSchema,
  type Operations,
  type Route,
  type SharedAnswer,
  type Variant,
} from './schema.ts'
export { type LimitRule, type Stages, stageSchemas } from './stages-schema.ts'
export { toYaml } from './to-yaml.ts'
export { type EmissionRule, signingSchemes, type Webhooks, webhooksShape } from './webhooks-schema.ts'
