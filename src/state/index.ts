export { type Clock, createFixedClock, createSourceClock, createSteppingClock } from './clock.ts'
export { findByAlias } from './find-by-alias.ts'
export { createRandom, type Random } from './random.ts'
export { type Entity, membersUnder, World } from './world.ts'
