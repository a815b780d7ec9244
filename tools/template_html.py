"""Where in HTML each value of a template stands, and what is refused there.

The checker walks a definition's tree with a state of the tokenizer (WHATWG HTML, the states that well-formed pages
use) and gives every value its context: text, attribute, url (whole address), part (rest of an address), json."""
import re
from dataclasses import dataclass, replace

from template_parse import FORMATS, Call, For, If, Literal, Slot, TemplateError, Write

VOID = {'area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr'}
# elements whose end tag may be left out, and what a new one closes
IMPLIED = {'li': ('li',), 'dt': ('dt', 'dd'), 'dd': ('dt', 'dd'), 'td': ('td', 'th'), 'th': ('td', 'th'),
           'tr': ('td', 'th', 'tr'), 'option': ('option',), 'thead': (), 'tbody': ('td', 'th', 'tr', 'thead', 'tbody'),
           'tfoot': ('td', 'th', 'tr', 'thead', 'tbody')}
FORBIDDEN = {'style', 'iframe', 'object', 'embed', 'applet', 'base', 'xmp', 'noembed', 'noframes', 'plaintext', 'frame',
             'frameset', 'marquee'}
URL_ATTRIBUTES = {'href', 'src', 'action', 'formaction', 'poster', 'cite', 'xlink:href', 'hx-get', 'hx-post', 'hx-put',
                  'hx-patch', 'hx-delete', 'hx-push-url', 'hx-replace-url'}
LITERAL_ATTRIBUTES = {'srcset', 'imagesrcset', 'hx-vals', 'hx-vars', 'hx-headers', 'hx-request', 'hx-config', 'hx-trigger',
                      'hx-ext', 'http-equiv', 'content', 'type', 'rel', 'integrity', 'ping', 'method', 'enctype',
                      'sandbox', 'allow'}
WORD_ATTRIBUTES = {'title', 'alt', 'placeholder', 'aria-label', 'aria-description', 'label'}
SCHEMES = ('/', '#', '?', 'http://', 'https://', 'mailto:', 'tel:')
WORDS = re.compile(r'[^\W\d_]{2,}|[\u3400-\u9fff]')


@dataclass(frozen=True)
class State:
    mode: str = 'text'      # text, tag, value, rcdata, json, empty_script
    quote: str = ''         # value: the quote that ends it
    tag: str = ''           # the tag being read, with '/' before an end tag
    attribute: str = ''
    value_begun: bool = False
    value_literal: str = ''  # of type and method, which change what follows
    glued: bool = False      # in a tag: a blank or its end must come next
    json_type: bool = False  # <script type="application/json">
    post: bool = False       # <form method="post">
    stack: tuple = ()        # open elements


class Checker:
    def __init__(self, path, icons):
        self.path, self.icons = path, icons

    def refuse(self, line, words):
        raise TemplateError(self.path, line, words)

    def check(self, name, body, line, in_layout=False):
        """Annotates the tree: each Literal gets .out (what is written), each Write .context."""
        self.in_layout = in_layout
        end = self.nodes(body, State())
        end = self.close_implied(end, ())
        if end.mode != 'text':
            self.refuse(line, f'"{name}" ends inside {self.where(end)}')
        if end.stack:
            self.refuse(line, f'"{name}" leaves <{end.stack[-1]}> open')

    def where(self, s):
        return {'tag': f'the tag <{s.tag}>', 'value': f'the attribute {s.attribute}', 'rcdata': f'<{s.tag}>',
                'json': 'a data block', 'empty_script': '<script>'}.get(s.mode, s.mode)

    def nodes(self, nodes, s):
        for node in nodes:
            if isinstance(node, Literal):
                s = self.literal(node, s)
            elif isinstance(node, Write):
                s = self.write(node, s)
            elif isinstance(node, If):
                s = self.if_node(node, s)
            elif isinstance(node, For):
                s = self.for_node(node, s)
            elif isinstance(node, (Call, Slot)) and s.mode != 'text':
                self.refuse(node.line, f'a part cannot stand in {self.where(s)}')
        return s

    def if_node(self, node, s):
        ends = [self.close_implied(self.nodes(b.body, s), s.stack) for b in node.branches]
        if node.branches[-1].condition is not None:
            ends.append(s)
        for b, end in zip(node.branches, ends):
            other = ends[-1]
            if not self.same_place(end, other) or end.attribute in URL_ATTRIBUTES and end.value_begun != other.value_begun:
                what = f'leaves <{(end.stack or other.stack or ("?",))[-1]}> open' if end.stack != other.stack else \
                    f'ends in {self.where(end)}, another in {self.where(other)}' if end.mode != other.mode else \
                    'leaves the address begun, another does not' if end.value_begun != other.value_begun else \
                    'leaves the tag in another state than the others'
                self.refuse(b.line, f'this branch {what}')
        return replace(ends[-1], glued=any(e.glued for e in ends), value_begun=any(e.value_begun for e in ends))

    def for_node(self, node, s):
        end = self.close_implied(self.nodes(node.body, s), s.stack)
        if not self.same_place(end, s) or s.mode == 'value' and s.attribute in URL_ATTRIBUTES:
            self.refuse(node.line, 'the loop does not end where it began')
        other = s
        if node.otherwise:
            other = self.close_implied(self.nodes(node.otherwise, s), s.stack)
            if not self.same_place(other, s):
                self.refuse(node.line, 'the else of the loop does not end where it began')
        return replace(end, glued=end.glued or other.glued)

    @staticmethod
    def same_place(one, other):
        free = {'value_begun': False, 'glued': False}
        return replace(one, **free) == replace(other, **free)

    @staticmethod
    def close_implied(s, base):
        stack = s.stack
        while len(stack) > len(base) and stack[-1] in IMPLIED:
            stack = stack[:-1]
        return replace(s, stack=stack)

    # ---- values ----
    def write(self, node, s):
        reach = FORMATS[node.format][1] if node.format else 'plain'
        if node.format == 'icon' and node.arguments[0].startswith('"') and node.arguments[0][1:-1] not in self.icons:
            self.refuse(node.line, f'the icon "{node.arguments[0][1:-1]}" is not in assets/icons.txt')
        if node.format == 'csrf':
            s = self.csrf(node, s)
        if s.mode == 'json':
            if reach != 'json':
                self.refuse(node.line, 'a data block takes {{json value}} only')
            node.context = 'json'
            return s
        if reach == 'json':
            self.refuse(node.line, '{{json}} stands in <script type="application/json"> only')
        if s.mode in ('text', 'rcdata'):
            if s.mode == 'rcdata' and reach == 'markup':
                self.refuse(node.line, f'{{{{{node.format}}}}} writes tags, which <{s.tag}> cannot hold')
            node.context = 'text'
            return s
        if s.mode == 'value':
            return self.write_attribute(node, s, reach)
        if s.mode == 'unquoted':
            self.refuse(node.line, f'the attribute {s.attribute} needs quotes around its value')
        self.refuse(node.line, f'a value cannot stand in {self.where(s)} outside of a quoted attribute')

    def csrf(self, node, s):
        if s.mode != 'text' or 'form+post' not in s.stack:
            self.refuse(node.line, '{{csrf}} stands in <form method="post">')
        return replace(s, stack=tuple('form' if e == 'form+post' else e for e in s.stack))

    def write_attribute(self, node, s, reach):
        name = s.attribute
        if reach == 'markup':
            self.refuse(node.line, f'{{{{{node.format}}}}} writes tags, which an attribute cannot hold')
        if name in LITERAL_ATTRIBUTES:
            if not (name == 'content' or name == 'type' and s.tag == 'input'):
                self.refuse(node.line, f'the attribute {name} takes no values')
        if name in URL_ATTRIBUTES:
            if not s.value_begun:
                if node.format:
                    self.refuse(node.line, 'an address begins with a literal or with the value that is all of it')
                node.context = 'url'
            else:
                if node.format and node.format not in ('iso',):
                    self.refuse(node.line, f'{{{{{node.format}}}}} is for people, not for an address')
                node.context = 'part'
        else:
            node.context = 'attribute'
        return replace(s, value_begun=True)

    # ---- literal HTML ----
    def literal(self, node, s):
        self.line = node.line
        self.out = []
        text, at = node.text, 0
        while at < len(text):
            step = getattr(self, 'read_' + s.mode)
            before = at
            at, s = step(text, at, s)
            self.line += text.count('\n', before, at)
        node.out = ''.join(self.out)
        return s

    def read_text(self, text, at, s):
        end = text.find('<', at)
        end = len(text) if end < 0 else end
        if end > at:
            chunk = text[at:end]
            if not {'kbd', 'code'} & set(s.stack):
                self.words(chunk)
            self.out.append(chunk if 'pre' in s.stack else re.sub(r'\s*\n\s*', '\n', chunk))
            return end, s
        if text.startswith('<!--', at):
            end = text.find('-->', at)
            if end < 0:
                self.refuse(self.line, 'a comment cannot hold a value: use {{# … }}')
            return end + 3, s
        m = re.compile(r'<!doctype html>', re.I).match(text, at)
        if m:
            if not self.in_layout:
                self.refuse(self.line, 'a doctype stands in a layout')
            self.out.append(m.group(0))
            return m.end(), s
        m = re.compile(r'<(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|$)').match(text, at)
        if not m:
            self.refuse(self.line, 'a "<" that begins no tag is written &lt;')
        self.out.append(m.group(0))
        return m.end(), self.open_tag(m.group(1), m.group(2), s)

    def open_tag(self, slash, raw_name, s):
        name = raw_name.lower()
        if name in FORBIDDEN:
            self.refuse(self.line, f'<{name}> is not used: styles live in assets/, other documents are not framed')
        return replace(s, mode='tag', tag=slash + name, attribute='', json_type=False, post=False, glued=True)

    def read_tag(self, text, at, s):
        m = re.compile(r'\s+').match(text, at)
        if m:
            self.out.append(' ' if not re.match(r'/?>', text[m.end():]) else '')
            return m.end(), replace(s, glued=False)
        m = re.compile(r'/?>').match(text, at)
        if m:
            self.out.append(m.group(0))
            return m.end(), self.close_tag(s, m.group(0) == '/>')
        m = re.compile(r'([A-Za-z_:@][\w:.@-]*)').match(text, at)
        if not m or s.glued:
            self.refuse(self.line, f'"{text[at:at + 10].strip()}" is not understood in the tag <{s.tag}>')
        name = self.attribute_name(m.group(1), s)
        self.out.append(m.group(1))
        return self.after_name(text, m.end(), replace(s, attribute=name))

    def attribute_name(self, raw, s):
        name = raw.lower()
        plain = name[5:] if name.startswith('data-hx-') else name
        if s.tag.startswith('/'):
            self.refuse(self.line, 'an end tag has no attributes')
        if plain.startswith(('on', 'hx-on')) or plain in ('style', 'srcdoc'):
            self.refuse(self.line, f'the attribute {name} is not used: the content security policy refuses it')
        return plain

    def after_name(self, text, at, s):
        if text[at:at + 1] != '=':
            if s.attribute in URL_ATTRIBUTES:
                self.refuse(self.line, f'the attribute {s.attribute} needs a value')
            return at, replace(s, attribute='', glued=True)
        self.out.append('=')
        at += 1
        if at < len(text) and text[at] in '"\'':
            self.out.append(text[at])
            return at + 1, replace(s, mode='value', quote=text[at], value_begun=False, value_literal='')
        m = re.compile(r'[\w./#:-]+(?=[\s>])').match(text, at)
        if not m:
            self.refuse(self.line, f'the attribute {s.attribute} needs quotes around its value')
        self.out.append(m.group(0))
        return m.end(), self.end_value(self.begin_value(m.group(0), replace(s, value_begun=False, value_literal='')))

    def read_value(self, text, at, s):
        end = text.find(s.quote, at)
        stop = len(text) if end < 0 else end
        chunk = text[at:stop]
        if s.attribute in WORD_ATTRIBUTES:
            self.words(chunk)
        if chunk:
            self.out.append(re.sub(r'\s+', ' ', chunk))
            s = self.begin_value(chunk, s)
        if end < 0:
            return stop, s
        self.out.append(s.quote)
        return end + 1, self.end_value(s)

    def begin_value(self, chunk, s):
        """The state after a literal piece of a value; refuses an address that begins badly."""
        if s.attribute in URL_ATTRIBUTES:
            if not s.value_begun and not chunk.lower().startswith(SCHEMES):
                self.refuse(self.line, f'an address begins with one of {" ".join(SCHEMES)}')
            return replace(s, value_begun=True)
        kept = s.value_literal + chunk.lower() if s.attribute in ('type', 'method') else ''
        return replace(s, value_begun=True, value_literal=kept)

    def end_value(self, s):
        if s.tag == 'script' and s.attribute == 'type' and s.value_literal == 'application/json':
            s = replace(s, json_type=True)
        if s.tag == 'form' and s.attribute == 'method' and s.value_literal == 'post':
            s = replace(s, post=True)
        return replace(s, mode='tag', quote='', attribute='', value_begun=False, value_literal='', glued=True)

    def close_tag(self, s, self_closed):
        name = s.tag
        plain = replace(s, mode='text', tag='', attribute='', json_type=False, post=False, glued=False)
        if name.startswith('/'):
            return self.pop(plain, name[1:])
        if name in VOID or self_closed and ('svg' in s.stack or name in ('svg', 'use')):
            return plain
        if self_closed:
            self.refuse(self.line, f'<{name}/> does not close itself in HTML')
        stack = plain.stack
        while stack and stack[-1] in IMPLIED.get(name, ()):
            stack = stack[:-1]
        if name == 'form' and ('form' in stack or 'form+post' in stack):
            self.refuse(self.line, 'a form cannot stand in a form')
        stack += ('form+post' if name == 'form' and s.post else name,)
        mode = {'title': 'rcdata', 'textarea': 'rcdata', 'script': 'json' if s.json_type else 'empty_script'}
        if name == 'title' and 'svg' in stack:
            return replace(plain, stack=stack)
        if name in mode:
            return replace(plain, mode=mode[name], tag=name, stack=stack)
        return replace(plain, stack=stack)

    def pop(self, s, name):
        stack = s.stack
        while stack and stack[-1] != name and stack[-1] in IMPLIED:
            stack = stack[:-1]
        if stack and stack[-1] == 'form+post' and name == 'form':
            self.refuse(self.line, 'a <form method="post"> without {{csrf}}')
        if not stack or stack[-1] != name:
            self.refuse(self.line, f'</{name}> closes nothing' if not stack else
                        f'</{name}> where </{stack[-1].split("+")[0]}> is due')
        return replace(s, stack=stack[:-1])

    def read_rcdata(self, text, at, s):
        m = re.compile(rf'</{s.tag}\s*>', re.I).search(text, at)
        end = m.start() if m else len(text)
        chunk = text[at:end]
        self.words(chunk)
        if '<' in chunk:
            self.refuse(self.line, f'<{s.tag}> holds text only: write &lt;')
        self.out.append(chunk)
        if not m:
            return end, s
        self.out.append(m.group(0))
        return m.end(), self.pop(replace(s, mode='text', tag=''), s.tag)

    def read_json(self, text, at, s):
        return self.script(text, at, s, r'[\s\[\]{},:"\w.-]*', 'a data block holds JSON only')

    def read_empty_script(self, text, at, s):
        return self.script(text, at, s, r'\s*', 'scripts live in assets/: the content security policy refuses inline ones')

    def script(self, text, at, s, allowed, words):
        m = re.compile(r'</script\s*>', re.I).search(text, at)
        chunk = text[at:m.start() if m else len(text)]
        if not re.fullmatch(allowed, chunk):
            self.refuse(self.line, words)
        self.out.append(chunk if s.mode == 'json' else '')
        if not m:
            return len(text), s
        self.out.append('</script>')
        return m.end(), self.pop(replace(s, mode='text', tag=''), 'script')

    def words(self, chunk):
        m = WORDS.search(re.sub(r'&(\w+|#\w+);', ' ', chunk))
        if m:
            self.refuse(self.line, f'"{m.group(0)}" belongs to texts.txt')
