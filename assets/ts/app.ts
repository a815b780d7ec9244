/* What makes pages lively.  Everything works without it. */
import 'htmx.org'
import { choose } from './choose'
import { drafts } from './drafts'
import { find } from './find'
import { keys } from './keys'
import { buttons, menus } from './menus'
import { swaps } from './swaps'
import { tokens } from './tokens'

const enliven = (root: ParentNode): void => {
  buttons(root)
  choose(root)
  find(root)
}

tokens()
keys()
menus()
drafts()
enliven(document)
swaps(enliven)
