import type { Model } from '#model'
import type { CompiledModel, CompiledRoute } from '../answer-request.ts'
import type { Life } from '../life.ts'
import type { SessionOptions } from '../twin.ts'
import { KeptAnswers, type KeyHeaders } from './kept-answers.ts'
import { KeptRoom } from './kept-room.ts'

/** Where the sessions of a twin keep answers. */
export interface Keeping {
  readonly room: KeptRoom
  readonly keyHeaders: KeyHeaders
}

/**
 * Undefined where an answer may hang on more than the request, the world and the clock: an agenda does what is due first, events are told,
 * derived fields are worked out by the clock, a path stands for several operations, GraphQL has routes of its own.
 */
export function createKeeping(
  model: Model,
  routes: readonly CompiledRoute[],
  parts: Pick<CompiledModel, 'agenda' | 'webhooks' | 'derived'>,
): Keeping | undefined {
  const { agenda, webhooks, derived } = parts
  if (agenda || webhooks || derived.size > 0 || model.graphql || (model.operations ?? []).length > 0) return undefined
  let byLabel: Map<string, CompiledRoute> | undefined
  const keyHeaders: KeyHeaders = (route) => {
    byLabel ??= new Map(routes.map((each) => [each.label, each]))
    return byLabel.get(route)?.keyHeaders
  }
  return { room: new KeptRoom(), keyHeaders }
}

/** Undefined where nobody wants it, or the session is asked for more than answers: what it was asked, what it made up, what is known by heart. */
export function createKept({ keeping }: Pick<CompiledModel, 'keeping'>, life: Life, options: SessionOptions): KeptAnswers | undefined {
  const { world, random, situation, history, digests } = life
  if (!keeping || !options.keepsAnswers || options.isRead || situation || history || digests) return undefined
  return new KeptAnswers({ world, random }, keeping.room, keeping.keyHeaders)
}
