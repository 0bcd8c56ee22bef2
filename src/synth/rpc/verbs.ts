import { singular } from '../naming.ts'

/** First words of names of operations that change nothing. */
const reading = new Set(
  'get list tell read find search query describe fetch count show view lookup exists exist has have is check head range select browse status info ping version propfind report summary stat stats test validate verify whoami export download'.split(
    ' ',
  ),
)
const deleting = new Set('delete remove destroy drop revoke purge unset del erase clear forget'.split(' '))
const making = new Set(
  'put add create new insert make post send register copy grant issue join invite upload import append push login logout'.split(' '),
)
const changing = new Set(
  'update patch modify edit change rename set close reopen enable disable start stop pause resume move assign unassign archive unarchive cancel approve reject complete activate deactivate block unblock ban unban kick leave pin unpin star unstar mute unmute publish unpublish lock unlock mark toggle transfer restore'.split(
    ' ',
  ),
)
/** What operations that change nothing are called after what they tell: `conversations.history`. */
const told = new Set('history members me profile presence permissions replies results entries items'.split(' '))

/** Whether a name begins with the verb of an operation, as `chat.postMessage` does and `articles` does not. */
export function isVerb(name: string): boolean {
  const word = firstWord(name)
  return reading.has(word) || deleting.has(word) || changing.has(word) || making.has(word)
}

/** Endings of names of files and formats, which name no operation. */
const ending = /\.(json|xml|html?|csv|txt|ya?ml|png|jpe?g|gif|svg|pdf|js|css|php|aspx?|do|action)$/i

/** Whether a name has the form of an operation on a kind of things, `chat.postMessage`. */
export function isDotted(name: string): boolean {
  return /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/.test(name) && !ending.test(name)
}

/** The HTTP method that an operation of this name is like: `GET` for one that changes nothing. */
export function methodLike(name: string): string {
  const word = firstWord(name)
  if (reading.has(word) || told.has(word)) return 'GET'
  if (deleting.has(word)) return 'DELETE'
  if (changing.has(word)) return 'PATCH'
  return word === 'put' ? 'PUT' : 'POST'
}

/** What an operation of this name is about, in lower case: `user` of `deleteUser`, `/users.info` and `/user/rename`; '' where the name does not say. */
export function nounIn(name: string): string {
  const parts = name.split(/[./:#]/).filter((part) => part !== '')
  const last = (parts.at(-1) ?? '').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  const rest = isVerb(parts.at(-1) ?? '') ? last.replace(/^_*[a-z]+_*/, '') : last
  return singular(rest !== '' ? rest : (parts.at(-2) ?? '').toLowerCase())
}

/** The verb of `aria2.tellStatus`, `GetQueueUrl`, `users.info`, `/3/urn:svc#do_it`, in lower case. */
function firstWord(name: string): string {
  const last = name.split(/[./:#]/).findLast((part) => part !== '') ?? name
  return (/^_*([A-Z]+(?![a-z])|[A-Z]?[a-z]+)/.exec(last)?.[1] ?? last).toLowerCase()
}
