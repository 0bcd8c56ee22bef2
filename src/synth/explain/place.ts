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

/** Where values stand, as an expression says it, with what else may be said of them. Made once, however many values stand there. */
export class Place implements Term {
  readonly text: string
  readonly field: string
  readonly cost: number
  /** Steps from what has a name of its own. */
  readonly depth: number
  readonly #forms = new Map<Form, Term>()
  readonly #parts = new Map<Form | string, Place>()

  constructor(text: string, field: string, cost: number, depth: number) {
    this.text = text
    this.field = field
    this.cost = cost
    this.depth = depth
  }

  /** A term for what a form makes of the values here. */
  form(form: Form): Term {
    let term = this.#forms.get(form)
    if (!term) {
      term = { text: form.print(this.text), cost: this.cost + form.cost, field: form.field?.(this.field) ?? this.field }
      this.#forms.set(form, term)
    }
    return term
  }

  /** The place of a part that a form leads to. */
  part(form: Form): Place {
    let place = this.#parts.get(form)
    if (!place) {
      const { text, field, cost } = this.form(form)
      place = new Place(text, field, cost, this.depth + 1)
      this.#parts.set(form, place)
    }
    return place
  }

  /** The place of the member of a map. */
  member(key: string): Place {
    let place = this.#parts.get(key)
    if (!place) {
      const within = isNameless(this.field) ? [] : [ownName(this.field)]
      place = new Place(`${this.text}${printMember(key)}`, fieldName([...within, key]), this.cost + memberCost, this.depth + 1)
      this.#parts.set(key, place)
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
      place = new Place(text, field, cost, depth)
      this.#known.set(said, place)
    }
    return place
  }
}
