import type { RequestView } from '#engine'
import { isList, isObject, printLiteral, printMember, type Value } from '#lang'

/** All that a doubt can be about: what was asked, what the twin answered, and what was asked before. */
export interface AnsweredRequest {
  readonly view: RequestView
  /** What the body of the answer says. */
  readonly value: Value
  /** Routes of the writes that were accepted before, and of those that named what the path names, with their numbers. */
  readonly asked: readonly (readonly [route: string, count: number])[]
  readonly touched: readonly (readonly [route: string, count: number])[]
}

/** A test that holds for an answered request, with the bits that it takes to say. */
export type Visit = (text: string, cost: number) => void

const depthMax = 6
const itemsMax = 40
const textLengthMax = 24
/** Names of the items of nested lists. */
const itemNames = ['i', 'j']
/** Headers by which clients ask for another kind of answer. */
const telling = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'range', 'prefer', 'content-type', 'accept']

const cost = { presence: 2.5, size: 3, value: 4.5, touched: 3, asked: 3.5 } as const

/** The tests that hold for an answered request, as expressions of the model's language. */
export function visitTests({ view, value, asked, touched }: AnsweredRequest, visit: Visit): void {
  for (const [name, given] of Object.entries(view.query)) visitValue(`query${printMember(name)}`, given, visit)
  for (const name of telling) {
    const given = view.header[name]
    if (given !== undefined) visitValue(`header${printMember(name)}`, given, visit)
  }
  visitValue('body', view.body, visit)
  visitValue('answer', value, visit)
  for (const [route, count] of asked) visitCount(`asked(${JSON.stringify(route)}`, count, cost.asked, visit)
  for (const [route, count] of touched) visitCount(`touched(${JSON.stringify(route)}`, count, cost.touched, visit)
}

function visitCount(call: string, count: number, bits: number, visit: Visit): void {
  if (count > 0) visit(`${call})`, bits)
  if (count > 1) visit(`${call}, 2)`, bits + 1)
}

function visitValue(text: string, value: Value, visit: Visit): void {
  walk({ text, wrap: (test) => test, level: 0, depth: 0 }, value, visit)
}

interface Place {
  readonly text: string
  /** Makes a test of an item a test of the list that holds it. */
  readonly wrap: (test: string) => string
  /** How many lists stand around it. */
  readonly level: number
  readonly depth: number
}

function walk(place: Place, value: Value, visit: Visit): void {
  if (value === undefined) return
  const { text, wrap, level, depth } = place
  // That a list has items is said of the list.
  if (depth === 0 || !itemNames.includes(text)) visit(wrap(`has(${text})`), cost.presence)
  if (isList(value)) {
    visit(wrap(`size(${text}) ${value.length > 0 ? '> 0' : '== 0'}`), cost.size)
    if (value.length > 1) visit(wrap(`size(${text}) > 1`), cost.size)
    const name = itemNames[level]
    if (name === undefined) return
    const inner = { text: name, wrap: (test: string) => wrap(`${text}.exists(${name}, ${test})`), level: level + 1, depth: depth + 1 }
    for (const item of value.slice(0, itemsMax)) walk(inner, item, visit)
  } else if (isObject(value)) {
    if (depth < depthMax)
      for (const [key, item] of Object.entries(value)) walk({ ...place, text: text + printMember(key), depth: depth + 1 }, item, visit)
  } else if (value === null || typeof value === 'boolean' || String(value).length <= textLengthMax) {
    visit(wrap(`${text} == ${printLiteral(value)}`), cost.value)
  }
}
