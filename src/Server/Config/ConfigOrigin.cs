namespace Restante.Server.Config;

/// <summary>Where a value was written.</summary>
/// <param name="Source">A file's path, or the name of a variable or flag.</param>
/// <param name="Line">From 1; 0 where the source has no lines.</param>
/// <param name="Column">In characters, from 1; 0 where the source has no lines.</param>
/// <param name="BaseDirectory">What a relative path starts from.</param>
public sealed record ConfigOrigin(string Source, int Line, int Column, string BaseDirectory)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
