export { type Clock, createFixedClock, createSourceClock, createSteppingClock } from './clock.ts'
