export {
  type Clock,
  type ClockPosition,
  createFixedClock,
  createSourceClock,
  createSteppingClock,
  type SavedClock,
  type VirtualClock,
} from './clock.ts'
export { type Entity, membersUnder } from './entity.ts'
export type { Remembered } from './past.ts'
export { createRandom, type Random, type RandomWords, resumeRandom } from './random.ts'
export type { Reads } from './reads.ts'
export { RequestHistory, type SavedHistory } from './request-history.ts'
export type { SavedWorld } from './saved-world.ts'
export type { ViewSpec } from './views.ts'
export { World } from './world.ts'
