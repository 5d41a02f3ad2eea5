namespace Restante.EndToEnd.Processes;

/// <summary>A test that mounts file systems or changes owners; skipped, with that reason, for everybody but root.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Posix.IsRoot)
        {
            Skip = "needs root";
        }
    }
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute()
    {
        if (!Posix.IsRoot)
        {
            Skip = "needs root";
        }
    }
}
