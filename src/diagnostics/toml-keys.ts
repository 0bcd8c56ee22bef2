import { parse } from 'smol-toml'

/**
 * Where the keys and items of a text of TOML stand, by their path as JSON (`["diff","suppress","0","route"]`): offsets. The text is known to
 * be TOML.
 */
export function findTomlKeys(text: string): ReadonlyMap<string, number> {
  return new TomlKeys(text).found
}

type Path = readonly string[]

class TomlKeys {
  readonly found = new Map<string, number>()
  readonly #text: string
  #at = 0
  /** How many tables each list of tables has so far. */
  readonly #counts = new Map<string, number>()

  constructor(text: string) {
    this.#text = text
    let table: Path = []
    for (this.#skip(/(?:\s|#[^\n]*)*/y); this.#at < text.length; this.#skip(/(?:\s|#[^\n]*)*/y)) {
      if (text[this.#at] === '[') table = this.#header()
      else this.#pair(table)
    }
  }

  /** `[a.b]`, `[[a.b]]`: the path of the table that begins. */
  #header(): Path {
    const offset = this.#at
    const isList = this.#text.startsWith('[[', this.#at)
    this.#at += isList ? 2 : 1
    const keys = this.#key()
    this.#skip(/[ \t\]]*/y)
    let path: Path = []
    for (const key of keys) {
      path = [...this.#last(path), key]
      this.#note(path, offset)
    }
    if (!isList) return this.#last(path)
    this.#counts.set(JSON.stringify(path), (this.#counts.get(JSON.stringify(path)) ?? 0) + 1)
    this.#note(this.#last(path), offset)
    return this.#last(path)
  }

  /** A table, or of a list of tables the last that began. */
  #last(path: Path): Path {
    const count = this.#counts.get(JSON.stringify(path))
    return count === undefined ? path : [...path, String(count - 1)]
  }

  #pair(table: Path): void {
    const offset = this.#at
    const keys = this.#key()
    keys.forEach((_, index) => {
      this.#note([...table, ...keys.slice(0, index + 1)], offset)
    })
    this.#skip(/[ \t]*=[ \t]*/y)
    this.#value([...table, ...keys])
  }

  #key(): string[] {
    const keys: string[] = []
    do {
      this.#skip(/[ \t.]*/y)
      const word = this.#skip(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w-]+/y)
      keys.push(word.startsWith('"') ? (parse(`key = ${word}`)['key'] as string) : word.replace(/^'|'$/g, ''))
      this.#skip(/[ \t]*/y)
    } while (this.#text[this.#at] === '.')
    return keys
  }

  #value(path: Path): void {
    const first = this.#text[this.#at]
    if (first === '[') this.#list(path)
    else if (first === '{') this.#inline(path)
    else this.#skip(/"""[\s\S]*?(?<!\\)"{3,5}|'''[\s\S]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\n#,\]}]*/y)
  }

  #list(path: Path): void {
    this.#at++
    for (let index = 0; this.#more(']'); index++) {
      this.#note([...path, String(index)], this.#at)
      this.#value([...path, String(index)])
    }
  }

  #inline(path: Path): void {
    this.#at++
    while (this.#more('}')) this.#pair(path)
  }

  /** Whether something comes before the end of a list or an inline table; goes there, or behind the end. */
  #more(end: string): boolean {
    this.#skip(/(?:[\s,]|#[^\n]*)*/y)
    if (this.#at < this.#text.length && this.#text[this.#at] !== end) return true
    this.#at++
    return false
  }

  #note(path: Path, offset: number): void {
    const key = JSON.stringify(path)
    if (!this.found.has(key)) this.found.set(key, offset)
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [found = ''] = pattern.exec(this.#text) ?? []
    this.#at += found.length
    return found
  }
}
