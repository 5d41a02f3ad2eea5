namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>By when a server must have answered.</summary>
internal sealed class LdapDeadline(TimeProvider time, TimeSpan limit)
{
    // libldap takes nothing left for "no limit".
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    private readonly long _started = time.GetTimestamp();

    public TimeSpan Left => limit - time.GetElapsedTime(_started) is var left && left > Least ? left : Least;

    /// <summary>A part of what is left, for one of several that are asked one after the other.</summary>
    public LdapDeadline Share(int among) => new(time, Left / among);
}
