import type { Question } from '#model'

const questionsShown = 5

/** What would be worth asking the service; all of it where `all`. */
export function printQuestions(
  { name, questions }: { readonly name: string; readonly questions: readonly Question[] },
  all: boolean,
): string[] {
  if (questions.length === 0) return []
  const shown = all ? questions : questions.slice(0, questionsShown)
  const lines = shown.map(({ ask, about }) => `  ${ask}\n    ${about}`)
  const more = questions.length > shown.length ? [`  and ${questions.length - shown.length} more: --explain`] : []
  return ['', 'worth asking the service, the most telling first:', ...lines, ...more, `  doppel explore ${name}    asks it`]
}
