namespace Restante.Server.Auth.Sources.Ldap;

/// <summary>By when a server must have answered.</summary>
internal sealed class LdapDeadline(TimeProvider time, TimeSpan limit)
{
    private readonly long _started = time.GetTimestamp();

    private TimeSpan Left => limit - time.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>A part of what is left, for one of several that are asked one after the other.</summary>
    public LdapDeadline Share(int among) => new(time, Left / among);

    /// <summary>Acts when the time is over, unless disposed before.</summary>
    public ITimer CreateTimer(Action end) => time.CreateTimer(static act => ((Action)act!)(), end, Left, Timeout.InfiniteTimeSpan);
}
