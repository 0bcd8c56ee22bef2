export { type Clock, createFixedClock, createSourceClock, createSteppingClock } from './clock.ts'
export { createRandom, type Random } from './random.ts'
export { RequestHistory } from './request-history.ts'
export { type Entity, membersUnder, World } from './world.ts'
