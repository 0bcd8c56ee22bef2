import { printMember } from '#lang'
import { fieldName, ownName } from '../naming.ts'

export interface Term {
  /** Text of the expression. */
  readonly text: string
  /** Bits that it takes to say; smaller is likelier before the data speak. */
  readonly cost: number
  /** The last names in it, `issue.subject` of `body.issue.subject`: what `sameField` compares. */
  readonly field: string
}

/** A way to say something that is made of a value: its number, its length, the text in lower case. */
export interface Form {
  /** Bits that it takes to say more. */
  readonly cost: number
  readonly print: (text: string) => string
  readonly field?: (field: string) => string
}

const memberCost = 0.5

/**
 * Where values stand, as an expression says it, with what else may be said of them. Made once, however many values stand there, and put in
 * words when one of them was found to matter.
 */
export class Place implements Term {
  readonly cost: number
  /** Steps from what has a name of its own. */
  readonly depth: number
  readonly #say: () => Pick<Term, 'text' | 'field'>
  #said: Pick<Term, 'text' | 'field'> | undefined
  readonly #forms = new Map<Form, Place>()
  readonly #members = new Map<string, Place>()

  constructor(cost: number, depth: number, say: () => Pick<Term, 'text' | 'field'>) {
    this.cost = cost
    this.depth = depth
    this.#say = say
  }

  get text(): string {
    this.#said ??= this.#say()
    return this.#said.text
  }

  get field(): string {
    this.#said ??= this.#say()
    return this.#said.field
  }

  /** What a form makes of the values here. */
  form(form: Form): Place {
    let place = this.#forms.get(form)
    if (!place) {
      place = new Place(this.cost + form.cost, this.depth + 1, () => ({
        text: form.print(this.text),
        field: form.field?.(this.field) ?? this.field,
      }))
      this.#forms.set(form, place)
    }
    return place
  }

  /** The place of the member of a map. */
  member(key: string): Place {
    let place = this.#members.get(key)
    if (!place) {
      place = new Place(this.cost + memberCost, this.depth + 1, () => ({
        text: `${this.text}${printMember(key)}`,
        field: fieldName([...(isNameless(this.field) ? [] : [ownName(this.field)]), key]),
      }))
      this.#members.set(key, place)
    }
    return place
  }
}

/** Names of whole things that say nothing of what they are. */
function isNameless(name: string): boolean {
  return /^(body|self|entry|answer|page|(item|made)\d*)$/.test(name)
}

/** The places that have no place around them, each once. */
export class Places {
  readonly #known = new Map<string, Place>()

  at(text: string, field: string, cost: number, depth: number): Place {
    const said = `${depth} ${cost} ${field} ${text}`
    let place = this.#known.get(said)
    if (!place) {
      place = new Place(cost, depth, () => ({ text, field }))
      this.#known.set(said, place)
    }
    return place
  }
}
