import { isList, isObject, type Value } from '#lang'

/** Shorter texts are no tokens. */
const issuedLengthMin = 16

/** Calls `issue` with every text of an answer that may serve as a credential later on. */
export function issueTexts(value: Value, issue: (text: string) => void): void {
  if (typeof value === 'string') {
    if (value.length >= issuedLengthMin) issue(value)
  } else if (isList(value)) for (const item of value) issueTexts(item, issue)
  else if (isObject(value)) for (const item of Object.values(value)) issueTexts(item, issue)
}
