namespace Restante.EndToEnd.Stores;

/// <summary>A test that mounts file systems; skipped where we may not.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "only root can mount";
            return;
        }

        var place = Directory.CreateTempSubdirectory("restante-mount-").FullName;
        if (Mounted.TryMount(place, "-t", "tmpfs", "-o", "size=64k", "none") is { } fault)
        {
            Skip = $"mount does not work here: {fault}";
        }
        else
        {
            new Mounted(place).Dispose();
        }

        Directory.Delete(place);
    }
}
