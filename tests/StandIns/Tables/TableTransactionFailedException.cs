using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>A transaction that the service refused as a whole.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(requestFailedException.Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException.InnerException)
    {
        foreach (var key in requestFailedException.Data.Keys)
            Data.Add(key, requestFailedException.Data[key]);
        if (int.TryParse(Data[Rest.ErrorDetails.FailedEntity] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            FailedTransactionActionIndex = index;
    }

    /// <summary>Which action was refused, counted from 0; null when the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; internal set; }
}
