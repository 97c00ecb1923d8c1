package sourcestest

// cinderDefault is a sitecustomize.py that mends Debian 12's Cinder in the
// processes that are started with it on PYTHONPATH, and leaves the installed
// package as it is. oslo.messaging 14.0.3, a security update, strips
// read_deleted from a notification's context, and cinder 21.3.1 raises
// ValueError when it builds a context without it: every new volume goes to the
// status error, and the audit sends nothing. Upstream's cure is this default. A
// Cinder that has it is not changed by it.
const cinderDefault = `import importlib.abc, importlib.util, sys


class Default(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "cinder.context":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            c = module.RequestContext
            c.read_deleted = property(
                c._get_read_deleted,
                lambda self, value: c._set_read_deleted(self, value or "no"),
                c._del_read_deleted)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Default())
`

// cinderDriver is the driver of Cinder's own tests with what it lacks.
const cinderDriver = `from cinder.tests import fake_driver


class Driver(fake_driver.FakeLoggingVolumeDriver):
    def extend_volume(self, volume, size):
        pass
`

// cinderSeed makes rows with Cinder's own objects. It reads what to make from
// standard input, and prints the ids.
const cinderSeed = `import datetime, json, sys, uuid
from oslo_config import cfg
from cinder import context, objects, version

objects.register_all()
cfg.CONF(["--config-file", sys.argv[1]], project="cinder", version=version.version_string())
ctx = context.get_admin_context()
ctx.project_id, ctx.user_id = sys.argv[2] or uuid.uuid4().hex, uuid.uuid4().hex
made = []
for r in json.load(sys.stdin):
    own = dict(project_id=ctx.project_id, user_id=ctx.user_id, status="available", display_name=r["Name"])
    if r["Created"]:
        own["created_at"] = datetime.datetime.fromisoformat(r["Created"])
    if r["Kind"] == "volume":
        o = objects.Volume(ctx, host=r["Host"], size=1, availability_zone="nova", **own)
    elif r["Kind"] == "snapshot":
        o = objects.Snapshot(ctx, volume_id=made[r["Of"]].id, volume_size=1, progress="100%", **own)
    else:
        o = objects.Backup(ctx, volume_id=made[r["Of"]].id, host=r["Host"], size=1, availability_zone="nova",
                           service="cinder.backup.drivers.nfs.NFSBackupDriver", **own)
    o.create()
    made.append(o)
    if r["Deleted"]:
        o.destroy()
print(json.dumps([o.id for o in made]))
`
