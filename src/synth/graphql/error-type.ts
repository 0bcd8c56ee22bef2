import { isList, isObject, type Value } from '#lang'

/** Whether an answer of a GraphQL field refuses: in a type of its own, `InsufficientStockError`, or with a list of errors, `userErrors`. */
export function isErrorType(value: Value): boolean {
  if (!isObject(value)) return false
  const name = value.__typename
  if (typeof name === 'string') return /(Errors?|Exception|Failure|Fault|Problem|Refusal|Denied|Rejected|NotFound)$/.test(name)
  if (typeof value.errorCode === 'string' && typeof value.message === 'string') return true
  return Object.entries(value).some(([key, item]) => /errors$/i.test(key) && isList(item) && item.length > 0)
}
