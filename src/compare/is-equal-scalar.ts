import type { Json } from '#base'

/** Whether two scalars are the same JSON value; a `bigint` is equal to the number of the same value. */
export function isEqualScalar(left: Json, right: Json): boolean {
  if (left === right) return true
  return isSameKind(left, right) && typeof left !== typeof right && Number(left) === Number(right)
}

/** Whether two scalars are of one JSON type. */
export function isSameKind(left: Json, right: Json): boolean {
  if (left === null || right === null) return left === right
  return typeof left === typeof right || (isNumeric(left) && isNumeric(right))
}

/** Whether a value is a JSON number. */
export function isNumeric(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}
