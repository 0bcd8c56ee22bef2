import { generalPath } from '../general-path.ts'

const stepPattern = /\.([\w$@-]+)|\["((?:[^"\\]|\\.)*)"\]|\[\*\]|(\[\])/g
/** How much of a word two forms of it share (`order`, `orders`), and by how many letters they may differ. */
const stemMin = 3
const endingMax = 3

/**
 * What a field is called wherever its entity is shown: the keys of its path without those of the list or envelope around the entity.
 * `total` of `body.total`, `body[].total`, `body.items[].total` and, under `/orders`, `body.order.total`; `customer.name` of
 * `body.customer.name`. Undefined for the body itself and for elements of lists without a name.
 */
export function fieldName(path: string, family: string): string | undefined {
  const steps = [...generalPath(path).matchAll(stepPattern)].map(([text, plain, quoted]) => (text === '[]' ? '' : (plain ?? quoted ?? '*')))
  const keys = steps.filter((step) => step !== '')
  const [first] = keys
  if (first === undefined) return undefined
  const isEnvelope = keys.length > 1 && (steps[steps.indexOf(first) + 1] === '' || isFormOf(first, family))
  return (isEnvelope ? keys.slice(1) : keys).join('.')
}

function isFormOf(word: string, family: string): boolean {
  let shared = 0
  while (shared < word.length && shared < family.length && word[shared] === family[shared]) shared++
  return shared >= stemMin && Math.max(word.length, family.length) - shared <= endingMax
}
