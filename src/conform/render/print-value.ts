import type { Json } from '#base'

/** A value on one line, cut at `length`; `nothing` when there is none. */
export function printValue(value: Json | undefined, length = 80): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value, (_key, element: unknown) => (typeof element === 'bigint' ? `${element}n` : element))
  return text.length > length ? `${text.slice(0, length - 3)}...` : text
}
