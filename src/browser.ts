// The face of the package in browsers: nothing that it reaches needs Node.
import { createFetchHandler as createHandler, type FetchHandler, type FetchHandlerOptions } from '#browser'
import type { Twin } from '#engine'
import type { Model } from '#model'
import { createSourceClock } from '#state'

export type { FetchHandler, FetchHandlerOptions } from '#browser'
export { type Answer, compileTwin, type Twin } from '#engine'
export { type Model, modelSchema } from '#model'
export { type Clock, createFixedClock, createSourceClock, createSteppingClock } from '#state'

/** A session of a twin as a function from `Request` to `Response`, for service workers, MSW and whatever else knows `fetch`; by the wall clock unless said. */
export function createFetchHandler(twin: Twin | Model, options: Partial<FetchHandlerOptions> = {}): FetchHandler {
  return createHandler(twin, { clock: createSourceClock(Date.now), ...options })
}
