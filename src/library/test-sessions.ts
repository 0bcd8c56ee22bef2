import { type RunningTwin, type StartTwinOptions, startTwin } from './start-twin.ts'
import type { SessionHandle, SessionStart } from './twin-session.ts'

export interface TestTwinOptions extends StartTwinOptions {
  /** How the session of each test begins. */
  readonly session?: SessionStart
}

/** By twin and options; all tests of a process share one, each in a session of its own. */
const running = new Map<string, Promise<RunningTwin>>()
let count = 0

/** A new session of a twin that all tests of this process share: started with the first, and in nobody's way when they are done. */
export async function openTestSession(twin: string, { session = {}, ...options }: TestTwinOptions = {}): Promise<SessionHandle> {
  const key = JSON.stringify([twin, options])
  let started = running.get(key)
  if (started === undefined) {
    started = startTwin(twin, options)
    running.set(key, started)
  }
  const shared = await started
  shared.unref()
  return shared.createSession(`test-${++count}`, session)
}

type Use = (session: SessionHandle) => Promise<void>

/** A fixture for `test.extend` of Vitest and of Playwright: a session for each test that asks for it, ended after. */
export function twinFixture(twin: string, options?: TestTwinOptions): (context: object, use: Use) => Promise<void> {
  // Both frameworks read off the text of the function what it needs of their context.
  // biome-ignore lint/correctness/noEmptyPattern: nothing is needed
  return async ({}, use) => {
    const session = await openTestSession(twin, options)
    await use(session)
    await session.end()
  }
}

/** Hooks of Jest, node:test, Mocha and Vitest. */
export interface Hooks {
  beforeEach(run: () => Promise<void>): unknown
  afterEach(run: () => Promise<void>): unknown
}

/** Gives the session of the test that runs, made before and ended after each. */
export function useTwin(twin: string, { beforeEach, afterEach }: Hooks, options?: TestTwinOptions): () => SessionHandle {
  let session: SessionHandle | undefined
  beforeEach(async () => {
    session = await openTestSession(twin, options)
  })
  afterEach(async () => {
    await session?.end()
    session = undefined
  })
  return () => {
    if (session === undefined) throw new Error(`no test runs that has a session of ${twin}`)
    return session
  }
}
