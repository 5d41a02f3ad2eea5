using System.Collections;
using Microsoft.AspNetCore.Http.Features;

namespace Restante.Server.Transport;

/// <summary>
/// The few things that Kestrel hangs on a connection, in one array: ASP.NET's own collection is a table, and takes three times
/// as much of each idle session.
/// </summary>
internal sealed class ConnectionFeatures : IFeatureCollection
{
    // Kestrel has four.
    private KeyValuePair<Type, object?>[] _features = new KeyValuePair<Type, object?>[4];
    private int _count;

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get => IndexOf(key) is >= 0 and var index ? _features[index].Value : null;
        set
        {
            Revision++;
            var index = IndexOf(key);
            if (index < 0)
            {
                index = _count++;
                Array.Resize(ref _features, Math.Max(_features.Length, _count));
            }

            _features[index] = new(key, value);
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        _features.Take(_count).Where(feature => feature.Value is not null).Select(feature => new KeyValuePair<Type, object>(feature.Key, feature.Value!)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Type key)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_features[index].Key == key)
            {
                return index;
            }
        }

        return -1;
    }
}
