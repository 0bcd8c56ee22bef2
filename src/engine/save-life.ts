import { fingerprint } from '#base'
import { fingerprintModel, type Model } from '#model'
import { RequestHistory, resumeRandom } from '#state'
import type { CompileOptions } from './compile-twin.ts'
import type { Life } from './life.ts'
import { type SavedLife, savedLifeSchema } from './saved-life.ts'

/** Between two requests. */
export function saveLife({ world, random, history, situation, documents, digests, agenda }: Life): SavedLife {
  return {
    world: world.save(),
    random: [...random.words()],
    ...(history ? { history: history.save() } : {}),
    ...(situation ? { situation: situation.save() } : {}),
    documents: [...documents],
    ...(digests ? { digests: digests.list() } : {}),
    ...(agenda ? { agenda: agenda.save() } : {}),
  } as SavedLife
}

/** A new life of the same model becomes what was saved. Throws where that can't be read. */
export function loadLife(saved: unknown, life: Life): Life {
  const { world, random, history, situation, documents, digests = [], agenda } = savedLifeSchema.parse(saved)
  life.world.load(world)
  if (situation) life.situation?.load(situation)
  life.digests?.load(digests)
  if (agenda) life.agenda?.load(agenda)
  return { ...life, random: resumeRandom(random), history: history && RequestHistory.load(history), documents: new Map(documents) }
}

/** Tells apart all that answers depend on. */
export function fingerprintTwin(model: Model, { recalls, links = [] }: CompileOptions): string {
  const own = fingerprintModel(model)
  return recalls || links.length > 0 ? fingerprint(`${own}\n${JSON.stringify([recalls ?? null, links])}`) : own
}
