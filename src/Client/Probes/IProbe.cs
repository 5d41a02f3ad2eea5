namespace Restante.Client.Probes;

/// <summary>A part of an examination. Each looks at one thing, adds its findings, and leaves to others what others look at.</summary>
public interface IProbe
{
    Task RunAsync(Examination examination, CancellationToken cancellation);
}
