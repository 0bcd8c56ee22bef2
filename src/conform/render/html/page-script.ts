/** What the page does when it is used: it filters by category, severity and words. Without it everything is shown. */
export const pageScript = `
const all = (selector) => [...document.querySelectorAll(selector)]
const places = all('.place').map((element) => ({ element, text: element.textContent.toLowerCase(), ...element.dataset }))
const causes = all('.cause')
const boxes = all('.filters input[type=checkbox]')
const search = document.querySelector('#search')
const shown = document.querySelector('#shown')
const total = places.reduce((sum, place) => sum + Number(place.count), 0)

function filter() {
  const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.name + ' ' + box.value))
  const words = search.value.toLowerCase().split(/\\s+/).filter((word) => word !== '')
  let count = 0
  for (const { element, text, category, severity, count: times } of places) {
    const isOn = !off.has('category ' + category) && !off.has('severity ' + severity) && words.every((word) => text.includes(word))
    element.hidden = !isOn
    if (isOn) count += Number(times)
  }
  for (const cause of causes) cause.hidden = cause.querySelector('.place:not([hidden])') === null
  shown.textContent = count === total ? total + ' divergences' : count + ' of ' + total + ' divergences'
}

function openAll(isOpen) {
  for (const cause of causes) if (!cause.hidden) cause.open = isOpen
}

function clear() {
  search.value = ''
  for (const box of boxes) box.checked = true
  filter()
}

for (const box of boxes) box.addEventListener('change', filter)
search.addEventListener('input', filter)
document.querySelector('#open-all').addEventListener('click', () => openAll(true))
document.querySelector('#close-all').addEventListener('click', () => openAll(false))
document.querySelector('#clear').addEventListener('click', clear)
for (const button of all('.route')) {
  button.addEventListener('click', () => {
    clear()
    search.value = button.dataset.route
    filter()
    openAll(true)
    search.focus()
    document.querySelector('#causes').scrollIntoView()
  })
}
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') clear()
  if (event.key !== '/' || event.target.matches('input')) return
  event.preventDefault()
  search.focus()
})
document.documentElement.classList.add('live')
filter()
`
