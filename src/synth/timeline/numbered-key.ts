import { decodeBase64, type Json } from '#base'

/** A key that is a number in a dress: `12`, `gid://shop/Order/12`, and either in base64. */
export interface NumberedKey {
  readonly number: number
  /** What stands before the number. */
  readonly before: string
  readonly isBase64: boolean
}

const plain = /^((?:[\w.:/-]*[^A-Za-z0-9])?)(0|[1-9]\d{0,14})$/

/** Reads the number in a text that is a key; undefined where it has none. */
export function readNumberedKey(key: Json | undefined): NumberedKey | undefined {
  if (typeof key !== 'string') return undefined
  const match = plain.exec(key)
  if (match) return { number: Number(match[2]), before: match[1] ?? '', isBase64: false }
  if (!/^[A-Za-z0-9+/]{4,}={0,2}$/.test(key) || key.length % 4 !== 0) return undefined
  const decoded = plain.exec(decodeBase64(key) ?? '')
  return decoded ? { number: Number(decoded[2]), before: decoded[1] ?? '', isBase64: true } : undefined
}

/** The expression of a key whose number another expression gives. */
export function printNumberedKey({ before, isBase64 }: Omit<NumberedKey, 'number'>, number: string): string {
  const text = before === '' ? `string(${number})` : `${JSON.stringify(before)} + string(${number})`
  return isBase64 ? `base64(${text})` : text
}

/** The expression of the number in a key that is not in base64. */
export function printNumberOf({ before }: Pick<NumberedKey, 'before'>, key: string): string {
  return before === '' ? `number(${key})` : `number(replace(${key}, ${JSON.stringify(before)}, ""))`
}
