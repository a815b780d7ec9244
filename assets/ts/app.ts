/* What makes pages lively.  Everything works without it. */
import 'htmx.org'
import { choose } from './choose'
import { drafts } from './drafts'
import { find } from './find'
import { keys } from './keys'
import { menus } from './menus'
import { tokens } from './tokens'

tokens()
keys()
menus()
choose()
drafts()
find()
