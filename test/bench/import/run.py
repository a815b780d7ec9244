#!/usr/bin/env python3
"""Import of many enterprises beside what merely reads or loads the same file, in one run.

    run.py LIANZHANG [--rows 100000] [--postgres URL] [--folder DIR]

Ours: `import` with every check, versions and audit; then the same file again (nothing changes), then one column of every
row changed.  Beside it: sqlite3's .import and PostgreSQL's COPY into a table with the same columns and indexes; openpyxl
(read-only mode) with executemany into SQLite.  Ratios are ours / theirs, of the time on the clock; CPU time beside it (COPY's own is the server's and not counted)."""
import argparse
import csv
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import bars

HEADS = ('企业名称,统一社会信用代码,所在区域,地址,经度,纬度,成立日期,注册资本(万元),法定代表人,企业规模,所有制,证券代码,企业资质,行业代码,'
         '经营范围,主营产品,联系人,联系电话,经营状态,编制说明').split(',')
COLUMNS = ('name uscc region address longitude latitude established_on capital legal_person size ownership listed_code '
           'honours industry_code business_scope products contact phone status note').split()
REGIONS = ['城南区', '东屏区', '澄湖区', '临江区']
SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]


def credit_code(i):
    text = '91430500MA' + ''.join(SIGNS[i // 31 ** k % 31] for k in range(6, -1, -1))
    return text + SIGNS[(31 - sum(SIGNS.index(c) * w for c, w in zip(text, WEIGHTS))) % 31]


def rows(n, extra=0):
    for i in range(n):
        yield [f'云江{i:06d}精密制造有限公司', credit_code(i), REGIONS[i % 4], f'工业大道{i % 900 + 1}号{i % 30 + 1}栋',
               f'{112 + i % 1000 / 1000:.6f}', f'{27 + i % 997 / 1000:.6f}', f'20{i % 20 + 1:02d}-{i % 12 + 1:02d}-{i % 28 + 1:02d}',
               str(100 + i % 9000 + extra), '张王李赵刘陈'[i % 6] + '建国军华'[i % 4], ['大型', '中型', '小型', '微型'][i % 4],
               ['国有', '民营', '外资', '混合'][i % 4], '', ['高新技术企业', '专精特新小巨人、高新技术企业', ''][i % 3],
               str(3600 + i % 99), '汽车零部件的研发、生产、销售；技术咨询服务；货物进出口', f'副车架{i % 77}、控制臂', '王芳',
               f'139{i % 100000000:08d}', ['存续', '在业'][i % 2], '']


def write_csv(path, n, extra=0):
    with open(path, 'w', newline='', encoding='utf-8') as f:
        out = csv.writer(f)
        out.writerow(HEADS)
        out.writerows(rows(n, extra))


def write_xlsx(path, n):
    """As spreadsheet programs do: shared strings, numbers as numbers."""
    numeric = {4, 5, 7}
    strings, order = {}, []

    def cell(r, c, text):
        at = (chr(65 + c)) + str(r)
        if r > 1 and c in numeric:
            return f'<c r="{at}"><v>{text}</v></c>'
        if text == '':
            return ''
        if text not in strings:
            strings[text] = len(order)
            order.append(text)
        return f'<c r="{at}" t="s"><v>{strings[text]}</v></c>'

    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=6) as z:
        z.writestr('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>')
        z.writestr('_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr('xl/workbook.xml', '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="企业" sheetId="1" r:id="rId1"/></sheets></workbook>')
        z.writestr('xl/_rels/workbook.xml.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
        with z.open('xl/worksheets/sheet1.xml', 'w') as f:
            f.write('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'.encode())
            for r, row in enumerate([HEADS, *rows(n)], 1):
                f.write((f'<row r="{r}">' + ''.join(cell(r, c, t) for c, t in enumerate(row)) + '</row>').encode())
            f.write(b'</sheetData></worksheet>')
        z.writestr('xl/sharedStrings.xml', f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{len(order)}">' + ''.join(f'<si><t>{escape(t)}</t></si>' for t in order) + '</sst>')


def timed(command, **more):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, **more)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f'{command}: {done.returncode}\n{done.stderr[-2000:]}')
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def ours(args, url, path, expected):
    wall, cpu, out = timed(['/usr/bin/time', '-f', '%M', '-o', args.folder + '/memory', args.program, '--db', url, '--format',
                            'json', 'import', 'enterprise', path])
    for key, count in expected.items():
        if f'"{key}":{count}' not in out:
            sys.exit(f'{path}: expected {key} {count}: {out}')
    return wall, cpu, int(open(args.folder + '/memory').read()) / 1024


def new_city(args, url):
    timed([args.program, '--db', url, 'init'])
    path = args.folder + '/regions.csv'
    with open(path, 'w', encoding='utf-8') as f:
        f.write('名称,类别\n' + ''.join(f'{r},区县\n' for r in REGIONS))
    timed([args.program, '--db', url, 'import', 'region', path])


def indexed(url_sqlite):
    """The columns of the table of now that have an index of their own."""
    out = subprocess.run(['sqlite3', url_sqlite, "select ii.name from pragma_index_list('enterprise') i, pragma_index_info(i.name) ii where ii.seqno=0"],
                         capture_output=True, text=True).stdout.split()
    return [c for c in COLUMNS if c in out]


def peer_sqlite(args, path, columns):
    db = args.folder + '/peer.db'
    for old in (db, db + '-wal', db + '-shm'):
        if os.path.exists(old):
            os.remove(old)
    sql = 'pragma journal_mode=wal; pragma synchronous=full; create table enterprise (' + ', '.join(f'{c} text' for c in COLUMNS) + ');'
    sql += ''.join(f'create index peer_{c} on enterprise ({c});' for c in columns)
    subprocess.run(['sqlite3', db, sql], check=True, capture_output=True)
    return timed(['sqlite3', db, '.mode csv', f'.import --skip 1 {path} enterprise'])


def peer_postgres(args, path, columns):
    sql = 'drop schema if exists peer cascade; create schema peer; create table peer.enterprise (' + ', '.join(f'{c} text' for c in COLUMNS) + ');'
    sql += ''.join(f'create index peer_{c} on peer.enterprise ({c});' for c in columns)
    subprocess.run(['psql', '-q', args.postgres, '-c', sql], check=True, capture_output=True)
    return timed(['psql', '-q', args.postgres, '-c', f"\\copy peer.enterprise from '{path}' with (format csv, header true)"])


READ = '''
import sys, sqlite3, openpyxl
db = sqlite3.connect(sys.argv[2]); n = int(sys.argv[3])
db.execute('create table t (' + ','.join(f'c{i} text' for i in range(n)) + ')')
rows = openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(min_row=2, max_col=n, values_only=True)
db.executemany('insert into t values (' + ','.join('?' * n) + ')', rows)
db.commit()
'''


def peer_openpyxl(args, path):
    db = args.folder + '/openpyxl.db'
    if os.path.exists(db):
        os.remove(db)
    return timed(['/usr/bin/python3', '-c', READ, path, db, str(len(COLUMNS))])


def tell(what, n, took, peer=None, name='', most=None):
    wall, cpu, *memory = took
    line = f'{what}: {wall:.2f} s, {n / wall:,.0f} rows/s, CPU {cpu:.2f} s' + (f', {memory[0]:.0f} MB' if memory else '')
    if peer:
        line += f' | {name} {peer[0]:.2f} s, CPU {peer[1]:.2f} s | ratio {wall / peer[0]:.2f}'
    print(line, flush=True)
    if most:
        bars.bar(what, wall, ' s', peer[0], name, most=most, hard=True)


def one_database(args, label, url, renew, peer_csv, peer_name, xlsx_peer):
    n = args.rows
    renew()
    new_city(args, url)
    first = ours(args, url, args.csv, {'new': n, 'refused': 0})
    tell(f'{label}: csv, all new', n, first, peer_csv, peer_name, 3)
    tell(f'{label}: csv, the same again', n, ours(args, url, args.csv, {'unchanged': n, 'new': 0, 'changed': 0}))
    tell(f'{label}: csv, one column of each changed', n, ours(args, url, args.changed, {'changed': n}))
    renew()
    new_city(args, url)
    tell(f'{label}: xlsx, all new', n, ours(args, url, args.xlsx, {'new': n, 'refused': 0}), xlsx_peer, 'openpyxl + executemany')


def main():
    p = argparse.ArgumentParser()
    p.add_argument('program')
    p.add_argument('--rows', type=int, default=100000)
    p.add_argument('--postgres', default=os.environ.get('LZ_TEST_POSTGRES'))
    p.add_argument('--folder')
    args = p.parse_args()
    made = args.folder is None
    args.folder = args.folder or tempfile.mkdtemp(prefix='import-bench-', dir=os.path.dirname(os.path.abspath(args.program)))
    args.csv, args.changed, args.xlsx = (f'{args.folder}/{x}' for x in ('new.csv', 'changed.csv', 'new.xlsx'))
    random.seed(7)
    write_csv(args.csv, args.rows)
    write_csv(args.changed, args.rows, 1)
    write_xlsx(args.xlsx, args.rows)
    db = args.folder + '/ours.db'

    def renew_sqlite():
        for old in (db, db + '-wal', db + '-shm'):
            if os.path.exists(old):
                os.remove(old)

    def renew_postgres():
        subprocess.run(['psql', '-q', args.postgres, '-c', 'drop schema public cascade; create schema public'], check=True,
                       capture_output=True)

    try:
        xlsx_peer = peer_openpyxl(args, args.xlsx)
        renew_sqlite()
        new_city(args, 'sqlite:' + db)
        columns = indexed(db)
        print(f'{args.rows:,} rows of {len(COLUMNS)} columns, {len(columns)} of them indexed beside us', flush=True)
        one_database(args, 'SQLite', 'sqlite:' + db, renew_sqlite, peer_sqlite(args, args.csv, columns), 'sqlite3 .import', xlsx_peer)
        if args.postgres:
            one_database(args, 'PostgreSQL', args.postgres, renew_postgres, peer_postgres(args, args.csv, columns), 'COPY', xlsx_peer)
    finally:
        if made:
            shutil.rmtree(args.folder)


main()
