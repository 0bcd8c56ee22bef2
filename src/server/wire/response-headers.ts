import type { Answer } from '#engine'

/** What becomes of a header of the engine's answer on this connection. */
type Treatment = 'keep' | 'length' | 'date' | 'drop'

const treatments = new Map<string, Treatment>([
  ['content-length', 'length'],
  ['date', 'date'],
  // Framing belongs to this connection: what the recorded one did would break it.
  ['connection', 'drop'],
  ['keep-alive', 'drop'],
  ['proxy-connection', 'drop'],
  ['te', 'drop'],
  ['trailer', 'drop'],
  ['transfer-encoding', 'drop'],
  ['upgrade', 'drop'],
])

/** By spelling as it comes, so that lower-casing is done once per name and not once per answer. */
const treatmentBySpelling = new Map<string, Treatment>()
const rememberedSpellings = 1000

/**
 * The headers that go out for an answer, flat and in the engine's order, with the right length and a fresh date.
 * `contentLength` undefined: the answer tells no length.
 */
export function toWireHeaders(answer: Answer, contentLength: string | undefined, date: string): string[] {
  const wire: string[] = []
  let dated = false
  let measured = contentLength === undefined
  for (const [name, value] of answer.response.headers) {
    const treatment = treatmentBySpelling.get(name) ?? learnTreatment(name)
    if (treatment === 'keep') {
      wire.push(name, value)
    } else if (treatment === 'date') {
      if (!dated) wire.push(name, date)
      dated = true
    } else if (treatment === 'length' && !measured) {
      wire.push(name, contentLength as string)
      measured = true
    }
  }
  if (!measured) wire.push('Content-Length', contentLength as string)
  if (!dated) wire.push('Date', date)
  wire.push('X-Doppel-Provenance', answer.provenance)
  if (answer.chaos !== undefined) wire.push('X-Doppel-Chaos', answer.chaos)
  if (answer.why !== undefined) wire.push('X-Doppel-Why', answer.why)
  return wire
}

function learnTreatment(name: string): Treatment {
  const lower = name.toLowerCase()
  const treatment = lower.startsWith('x-doppel-') ? 'drop' : (treatments.get(lower) ?? 'keep')
  if (treatmentBySpelling.size < rememberedSpellings) treatmentBySpelling.set(name, treatment)
  return treatment
}
