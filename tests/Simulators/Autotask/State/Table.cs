using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Simulators.Autotask.State;

/// <summary>The rows of one entity: by id, in the order of their ids, and by the values of the indexed fields. Not safe to share; the store's lock guards it.</summary>
internal sealed class Table
{
    private readonly List<Row> _ordered = [];
    private readonly Dictionary<long, Row> _byId = [];
    private readonly Dictionary<Field, Dictionary<object, List<Row>>> _indexes;
    private int _removed;
    private long _lastId;

    public Table(EntityDefinition entity)
    {
        Entity = entity;
        _lastId = entity.FirstId - 1;
        _indexes = entity.Fields.Where(field => field.IsIndexed).ToDictionary(field => field, _ => new Dictionary<object, List<Row>>());
    }

    public EntityDefinition Entity { get; }

    public int Count => _byId.Count;

    /// <summary>The largest id given so far.</summary>
    public long LastId
    {
        get => _lastId;
        set => _lastId = Math.Max(_lastId, value);
    }

    public IEnumerable<Row> All => _ordered.Where(row => !row.IsRemoved);

    public Row? Find(long id) => _byId.GetValueOrDefault(id);

    public Row NewRow() => new(Entity, ++_lastId);

    /// <summary>Puts a row in. Rows come in the order of their ids.</summary>
    public void Insert(Row row)
    {
        LastId = row.Id;
        var isLast = _ordered.Count == 0 || _ordered[^1].Id < row.Id;
        _ordered.Insert(isLast ? _ordered.Count : Position(row.Id), row);
        _byId.Add(row.Id, row);
        foreach (var (field, index) in _indexes)
            AddTo(index, row[field], row);
    }

    public void Remove(Row row)
    {
        if (!_byId.Remove(row.Id))
            return;
        foreach (var (field, index) in _indexes)
            RemoveFrom(index, row[field], row);
        row.IsRemoved = true;
        if (++_removed * 2 > _ordered.Count)
        {
            _ordered.RemoveAll(item => item.IsRemoved);
            _removed = 0;
        }
    }

    /// <summary>Takes over the values of a changed copy.</summary>
    public void Replace(Row row, Row changed)
    {
        foreach (var field in Entity.Fields)
        {
            if (Equals(row[field], changed[field]))
                continue;
            if (_indexes.TryGetValue(field, out var index))
            {
                RemoveFrom(index, row[field], row);
                AddTo(index, changed[field], row);
            }

            row[field] = changed[field];
        }

        row.Udfs = changed.Udfs;
    }

    /// <summary>The rows whose indexed field has the value, in no particular order.</summary>
    public IReadOnlyList<Row> With(Field field, object value) =>
        _indexes[field].TryGetValue(Key(value), out var rows) ? rows : [];

    /// <summary>The rows with an id greater than this one, in the order of their ids.</summary>
    public IEnumerable<Row> After(long id)
    {
        for (var position = Position(id + 1); position < _ordered.Count; position++)
        {
            if (!_ordered[position].IsRemoved)
                yield return _ordered[position];
        }
    }

    private int Position(long id)
    {
        var (low, high) = (0, _ordered.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ordered[middle].Id < id)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static object Key(object value) => value is string text ? text.ToUpperInvariant() : value;

    private static void AddTo(Dictionary<object, List<Row>> index, object? value, Row row)
    {
        if (value is null)
            return;
        var key = Key(value);
        if (!index.TryGetValue(key, out var rows))
            index.Add(key, rows = []);
        rows.Add(row);
    }

    private static void RemoveFrom(Dictionary<object, List<Row>> index, object? value, Row row)
    {
        if (value is null)
            return;
        var key = Key(value);
        if (!index.TryGetValue(key, out var rows))
            return;
        rows.Remove(row);
        if (rows.Count == 0)
            index.Remove(key);
    }
}
