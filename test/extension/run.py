#!/usr/bin/env python3
"""A kind of record added in one folder outside src, in under forty lines, is a whole part of the platform.

    run.py [BUILD_DIR]      builds the program with test/extension/gauge (LZ_EXTRA_FEATURES), serves a city, uses it
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'harness'))
from running import OFFICE, City, Person, Server, check, close_ring  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, 'test/extension/gauge')
BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, 'build/extension'))


def build():
    env = dict(os.environ, LZ_EXTRA_FEATURES=FOLDER)
    stamp = os.path.join(ROOT, '.sources.extension')
    os.makedirs(BUILD, exist_ok=True)
    subprocess.run([sys.executable, 'tools/sources.py', '--stamp', stamp], cwd=ROOT, env=env, check=True)
    if not os.path.exists(os.path.join(BUILD, 'build.ninja')):
        subprocess.run(['meson', 'setup', BUILD, '--buildtype=debug', f'-Dsources_stamp={stamp}'], cwd=ROOT, env=env,
                       check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['ninja', '-C', BUILD, 'lianzhang'], env=env, check=True, stdout=subprocess.DEVNULL)
    return os.path.join(BUILD, 'lianzhang')


GAUGE = {'name': '三坐标测量机', 'serial': 'S-1', 'chain': '新能源汽车', 'price': '320万', 'bought_on': '2025-03',
         'state': 'ready', 'measures': '尺寸、形位公差', 'phone': '13900001001'}


def use_pages(office):
    check('the menu leads to its list', 'href="/gauges"' in office.get('/menu'))
    check('its empty list says what to do next', '还没有检测设备' in office.get('/gauges'))
    form = office.get('/gauges/new')
    check('its form has every field, the reference with suggestions', all(f'name="{f}"' in form for f in GAUGE) and
          'data-find="/chains/find"' in form)
    wrong = office.post('/gauges', {**GAUGE, 'price': 'abc', 'chain': ''})
    check('what is wrong stands beside its field', 'id="price-error"' in wrong and 'id="chain-error"' in wrong)
    page = office.post('/gauges', GAUGE)
    check('it is saved under a code of its own and shown', 'JC00001' in page and '2025-03' in page and
          '尺寸、形位公差' in page and '>新能源汽车</a>' in page)
    check('the personal field is masked', '139****1001' in page and '13900001001' not in page)
    clear = office.post('/gauges/JC00001/unmask', {'field': 'phone', 'reason': '核实保管人'})
    check('it is shown in clear for a reason', '13900001001' in clear)
    check('a second one with the same unique value is refused',
          'id="serial-error"' in office.post('/gauges', {**GAUGE, 'name': '另一台'}))
    listed = office.get('/gauges?state=ready&price.from=' + urllib.parse.quote('300万'))
    check('the list filters and sums', '>三坐标测量机</a>' in listed and '合计购置金额 320 万元' in listed)
    check('a condition that nothing meets finds nothing', '三坐标' not in office.get('/gauges?state=repair'))
    office.post('/gauges/JC00001', {'_rev': '1', 'state': 'repair'})
    history = office.get('/gauges/JC00001/history')
    check('its history tells the change', '<del>可用</del>' in history and '<ins>检修</ins>' in history)


def use_interface(office):
    made = json.loads(office.send('POST', '/api/v1/gauge', {'name': '盐雾箱', 'serial': 'S-2', 'chain': '新能源汽车',
                                                            'price': 50000000, 'state': 'ready', 'measures': ['盐雾']}))
    check('the interface makes one', office.status == 201 and made['price'] == 50000000 and made['measures'] == ['盐雾'])
    office.send('PATCH', f'/api/v1/gauge/{made["code"]}', {'bought_on': '2024-01-05'}, If_Match=f'"{made["rev"]}"')
    check('and changes it', json.loads(office.get(f'/api/v1/gauge/{made["code"]}'))['bought_on'] == '2024-01-05')
    check('and masks it too', '13900001001' not in office.get('/api/v1/gauge/JC00001'))
    check('and describes it', 'gauge' in json.loads(office.get('/api/v1/openapi.json'))['components']['schemas'])


def use_files(program, db, office, folder):
    exported = office.get('/gauges/export?format=csv')
    check('its list is exported', '三坐标测量机' in exported and '购置金额（万元）' in exported and
          '13900001001' not in exported)
    path = os.path.join(folder, 'gauges.csv')
    with open(path, 'w', encoding='utf-8') as out:
        out.write('设备名称,出厂编号,产业链,购置金额(万元),购置日期,状态,可检项目\n'
                  '振动台,S-3,新能源汽车,86.5,2025年6月,可用,振动、冲击\n')
    said = subprocess.run([program, '--db', db, '--as', 'shiban', 'import', 'gauge', path], capture_output=True, text=True)
    check('a file of clerks is imported', said.returncode == 0 and '振动台' in office.get('/gauges'))
    if said.returncode:
        print(said.stderr)


def use_time_and_scope(base, password, office):
    def sees(login, path):
        return '三坐标' in Person(base, login, password).get(path)

    yesterday = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 8 * 3600 - 86400))
    check('yesterday knew nothing of it', '三坐标' not in office.get(f'/gauges?as_of={yesterday}') and
          office.get(f'/gauges/JC00001?as_of={yesterday}') and office.status == 404)
    check('the task force of its chain sees it', sees('tuijinban', '/gauges'))
    check('a district that it does not stand in does not', not sees('quxian', '/gauges'))
    check('nor does an enterprise, in any way', not any(
        sees('qiye', path) for path in ('/gauges', '/gauges/JC00001', '/api/v1/gauge', '/gauges/export?format=csv')))


def changed_files():
    return subprocess.run(['git', 'status', '--porcelain'], cwd=ROOT, capture_output=True, text=True).stdout


def main():
    lines = sum(len(open(os.path.join(FOLDER, n), encoding='utf-8').readlines()) for n in os.listdir(FOLDER))
    check(f'the kind is written in under forty lines ({lines})', lines < 40)
    before = changed_files()
    program = build()
    with tempfile.TemporaryDirectory() as folder:
        city = City(program, 'sqlite:' + os.path.join(folder, 'city.db'))
        server = Server(city)
        office = Person(server.base, OFFICE, city.password)
        use_pages(office)
        use_interface(office)
        use_files(program, city.url, office, folder)
        use_time_and_scope(server.base, city.password, office)
        server.stop()
    check('no file outside its folder was changed', changed_files() == before)
    return close_ring()


sys.exit(main())
