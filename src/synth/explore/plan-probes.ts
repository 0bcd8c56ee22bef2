import { translateRequest } from '#compare'
import { type PreparedSession, Replay, replayOrigin } from '#conform'
import { type AnswerTrace, compileTwin, createContext, explainTest, type Twin, type TwinSession } from '#engine'
import type { HttpRequest } from '#http'
import { type CompileContext, type Environment, ExpressionNameError } from '#lang'
import type { Model, Question } from '#model'
import { createSourceClock } from '#state'
import { type Mutation, mutationsOf } from './mutations-of.ts'
import { sliceSetup } from './slice-setup.ts'

/** A request that would settle a question, with what has to be sent before it. All in the terms of the recorded session. */
export interface Probe {
  readonly question: Question
  /** Which of the sessions it is taken from. */
  readonly session: number
  /** Places of the exchanges that come before it. */
  readonly setup: readonly number[]
  readonly request: HttpRequest
  /** How it differs from the recorded request. */
  readonly what: string
}

export interface ProbePlan {
  readonly probes: readonly Probe[]
  /** Questions for which no request was found. */
  readonly open: readonly Question[]
}

/** A recorded exchange from which probes can be made. */
interface Base {
  readonly session: number
  readonly at: number
  readonly isRight: boolean
}

/** So many recorded requests of a route are tried for a question. */
const basesMax = 5
/** A longer way to a request costs too much. */
const setupMax = 15

/** Finds for each question a request in which the answer would tell, by changing recorded requests until the rules themselves say so. */
export function planProbes(model: Model, sessions: readonly PreparedSession[], questions: readonly Question[]): ProbePlan {
  const twin = compileTwin(model)
  const planner = new Planner(model, twin, sessions)
  const probes: Probe[] = []
  const open: Question[] = []
  for (const question of questions) {
    const probe = planner.plan(question)
    if (probe) probes.push(probe)
    else open.push(question)
  }
  return { probes, open }
}

class Planner {
  readonly #model: Model
  readonly #twin: Twin
  readonly #sessions: readonly PreparedSession[]
  readonly #context: CompileContext
  readonly #bases = new Map<string, Base[]>()

  constructor(model: Model, twin: Twin, sessions: readonly PreparedSession[]) {
    this.#model = model
    this.#twin = twin
    this.#sessions = sessions
    this.#context = createContext(model)
    for (const [session, prepared] of sessions.entries()) this.#label(prepared, session)
  }

  /** Notes which route each recorded request belongs to. */
  #label(prepared: PreparedSession, session: number): void {
    const { world, replay } = this.#start(prepared)
    for (const [at, { response }] of prepared.exchanges.entries()) {
      const answer = world.answer(replay.request(at))
      replay.judge(at, answer)
      if (answer.route === undefined) continue
      const own = this.#bases.get(answer.route) ?? []
      this.#bases.set(answer.route, own)
      own.push({ session, at, isRight: response.status < 400 })
    }
  }

  #start(prepared: PreparedSession): { world: TwinSession; replay: Replay } {
    const clock = createSourceClock(() => prepared.startedAtMs)
    const world = this.#twin.createSession({ seed: 1, clock, origin: replayOrigin, recall: false, remember: true })
    return { world, replay: new Replay(prepared) }
  }

  plan(question: Question): Probe | undefined {
    const wanted = this.#wanted(question)
    if (!wanted) return undefined
    const ways = (this.#bases.get(question.route) ?? []).map((base) => ({
      ...base,
      setup: sliceSetup(this.#sessions[base.session]?.exchanges ?? [], base.at),
    }))
    const order = (one: (typeof ways)[number]) => (one.isRight ? 0 : 100) + one.setup.length
    const shortest = ways.filter(({ setup }) => setup.length <= setupMax).sort((a, b) => order(a) - order(b))
    for (const { session, at, setup } of shortest.slice(0, basesMax)) {
      const found = this.#mutate(session, at, setup, question.route, wanted)
      if (found) return { question, session, setup, ...found }
    }
    return undefined
  }

  /** What must be so at a request for its answer to tell; undefined where no single request would. */
  #wanted({ kind, when, unless, route, ask }: Question): ((mutation: Mutation, environment: Environment) => boolean) | undefined {
    const holds = (test: string, environment: Environment) => explainTest(test, environment, this.#context).held
    if (kind === 'guess' && when !== undefined) {
      const variants = this.#model.routes.find(({ method, path }) => `${method} ${path}` === route)?.variants ?? []
      return (_, environment) => variants.find((variant) => variant.when === undefined || holds(variant.when, environment))?.when === when
    }
    if (kind === 'guard' && when !== undefined && unless !== undefined)
      return (_, environment) => holds(when, environment) && !holds(unless, environment)
    if (kind === 'case' && when !== undefined) return (_, environment) => holds(when, environment)
    const place = kind === 'value' ? /another (body[\w.]*)$/.exec(ask)?.[1] : undefined
    return place === undefined ? undefined : ({ what }) => what.startsWith(`with ${place} = `)
  }

  /** The first change of a recorded request that does what is wanted, asked of the rules in the state that the setup brings about. */
  #mutate(
    session: number,
    at: number,
    setup: readonly number[],
    route: string,
    wanted: (mutation: Mutation, environment: Environment) => boolean,
  ): { request: HttpRequest; what: string } | undefined {
    const prepared = this.#sessions[session] as PreparedSession
    const { world, replay } = this.#start(prepared)
    for (const place of setup) replay.judge(place, world.answer(replay.request(place)))
    const recorded = prepared.exchanges[at]?.request as HttpRequest
    for (const mutation of mutationsOf(recorded)) {
      const asked = arrivalOf(world, translateRequest(mutation.request, replay.correspondence))
      if (asked?.route === route && isWanted(wanted, mutation, asked.environment)) return mutation
    }
    return undefined
  }
}

function isWanted(
  wanted: (mutation: Mutation, environment: Environment) => boolean,
  mutation: Mutation,
  environment: Environment,
): boolean {
  try {
    return wanted(mutation, environment)
  } catch (error) {
    // A test may name what only the answer knows.
    if (error instanceof ExpressionNameError) return false
    throw error
  }
}

/** What a request meets. */
interface Arrival {
  readonly route: string | undefined
  readonly environment: Environment
}

class Seen extends Error {
  readonly arrival: Arrival

  constructor(arrival: Arrival) {
    super('seen')
    this.arrival = arrival
  }
}

/** Where a request arrives and what expressions see there, without answering it: nothing changes. */
function arrivalOf(world: TwinSession, request: HttpRequest): Arrival | undefined {
  const trace: AnswerTrace = {
    enter: ({ route, environment }) => {
      throw new Seen({ route, environment })
    },
    respond: () => {},
  }
  try {
    world.answer(request, trace)
    return undefined
  } catch (error) {
    if (error instanceof Seen) return error.arrival
    throw error
  }
}
