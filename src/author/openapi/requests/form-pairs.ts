import type { Json } from '#base'
import { isList, isObject, printJson } from '#lang'

/** A value as parameters or fields of a form: `a[b]=1`, `a[0][c]=x`, `a=1&a=2`. */
export function formPairs(name: string, value: Json): [string, string][] {
  if (value === null) return []
  if (isList(value)) {
    const isPlain = value.every((each) => each === null || typeof each !== 'object')
    return isPlain ? value.map((each) => [name, textOf(each)]) : value.flatMap((each, at) => formPairs(`${name}[${at}]`, each))
  }
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => formPairs(`${name}[${key}]`, item))
  return [[name, String(value)]]
}

/** A value as one text: lists with commas. */
export function textOf(value: Json): string {
  if (isList(value)) return value.map(textOf).join(',')
  return value === null ? '' : isObject(value) ? printJson(value) : String(value)
}
