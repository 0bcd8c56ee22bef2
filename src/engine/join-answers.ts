import type { Answer } from './twin.ts'

const sureness: readonly Answer['provenance'][] = ['learned', 'recorded', 'guess', 'miss']
const decoder = new TextDecoder()

/** The answers to the calls of a batch as one: a list, with the head of the first; no surer than the least sure. */
export function joinAnswers(answers: readonly Answer[]): Answer {
  const { said: _, ...first } = answers[0] as Answer
  const texts = answers.map(({ response }) => decoder.decode(response.body)).filter((text) => text !== '')
  const leastSure = Math.max(...answers.map(({ provenance }) => sureness.indexOf(provenance)))
  const body = new TextEncoder().encode(`[${texts.join(',')}]`)
  const events = answers.flatMap((answer) => answer.events ?? [])
  return {
    ...first,
    response: { ...first.response, status: 200, body },
    provenance: sureness[leastSure] as Answer['provenance'],
    ...(events.length > 0 ? { events } : {}),
  }
}
